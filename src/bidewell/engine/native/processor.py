"""This machine's processor: how many numbers it works on at once, and compiling for it (LLVM).

Exponentials, logarithms and error functions of whole vectors come from the C library's vector part where it has one for
this processor (x86-64), else number by number from its ordinary part: within 4 units in the last place either way.
"""

import ctypes.util
from dataclasses import dataclass
from functools import cache
from typing import Any

import llvmlite.binding as llvm

# What the vector library calls its functions by width: SSE4, AVX2, AVX-512.
_VARIANTS = {2: "b", 4: "d", 8: "e"}


@dataclass(frozen=True)
class Processor:
    """How many numbers a vector has, and whether the vector library is to be asked."""

    width: int
    has_vector_library: bool

    def vector_function(self, name: str) -> str | None:
        """What a function of a whole vector is called, to be linked with; None where there is none."""
        if name in ("sqrt", "floor"):
            return f"llvm.{name}.v{self.width}f64"
        called = f"_ZGV{_VARIANTS[self.width]}N{self.width}v_{name}"
        return called if self.has_vector_library and llvm.address_of_symbol(called) else None


@cache
def processor() -> Processor:
    """The processor at hand."""
    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    features = llvm.get_host_cpu_features()
    width = 8 if features.get("avx512f") else 4 if features.get("avx2") else 2
    library = ctypes.util.find_library("mvec")
    if library is not None:
        llvm.load_library_permanently(library)
    return Processor(width, library is not None)


def compiled(module: str) -> Any:
    """An execution engine holding the functions of a module, given as LLVM's text; it must outlive their use."""
    parsed = llvm.parse_assembly(module)
    parsed.verify()
    target = llvm.Target.from_default_triple().create_target_machine(
        cpu=llvm.get_host_cpu_name(), features=llvm.get_host_cpu_features().flatten(), opt=3
    )
    options = llvm.create_pipeline_tuning_options(speed_level=2)
    builder = llvm.create_pass_builder(target, options)
    builder.getModulePassManager().run(parsed, builder)
    engine = llvm.create_mcjit_compiler(parsed, target)
    engine.finalize_object()
    return engine
