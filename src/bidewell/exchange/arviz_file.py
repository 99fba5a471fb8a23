"""A fit as a netCDF file in ArviZ's groups. It has an entry a client, so it is for its owner only."""

from pathlib import Path

from bidewell.analysis.checks.arviz_groups import arviz_groups
from bidewell.analysis.model.fitting import FittedProgram
from bidewell.exchange.whole_files import write_whole


def write_arviz(fitted: FittedProgram, path: Path) -> Path:
    """Write the file whole or not at all, and return its path. Raises ExportMissing.

    Memory: the file once more. HDF5 that meets a full disk brings the whole process down, so it never writes to one.
    """
    return write_whole(path, bytes(arviz_groups(fitted).to_netcdf(engine="h5netcdf")), for_owner_only=True)
