"""Counted loops that carry values from one turn to the next, written with LLVM's builder."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from llvmlite import ir

INDEX = ir.IntType(64)


@dataclass
class Loop:
    """Inside a loop: which turn it is and what was carried here; say what is carried on in `carried_on`."""

    turn: Any
    carried: list[Any]
    carried_on: Sequence[Any] = field(default_factory=tuple)


@contextmanager
def loop(builder: ir.IRBuilder, turns: Any, carried: Sequence[Any] = ()) -> Iterator[Loop]:
    """So many turns; afterwards `carried` holds what came out of the last one."""
    before = builder.block
    head, body, after = (builder.append_basic_block(name) for name in ("head", "body", "after"))
    builder.branch(head)
    builder.position_at_end(head)
    turn = builder.phi(INDEX)
    turn.add_incoming(ir.Constant(INDEX, 0), before)
    values = [builder.phi(one.type) for one in carried]
    for value, one in zip(values, carried, strict=True):
        value.add_incoming(one, before)
    builder.cbranch(builder.icmp_signed("<", turn, turns), body, after)
    builder.position_at_end(body)
    inside = Loop(turn, list(values))
    yield inside
    turn.add_incoming(builder.add(turn, ir.Constant(INDEX, 1)), builder.block)
    for value, one in zip(values, inside.carried_on, strict=True):
        value.add_incoming(one, builder.block)
    builder.branch(head)
    builder.position_at_end(after)
