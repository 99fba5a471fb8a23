"""A fit as a netCDF file in ArviZ's groups. It has an entry a client, so it is for its owner only."""

import os
from pathlib import Path

from bidewell.analysis.arviz_groups import arviz_groups
from bidewell.analysis.fitting import FittedProgram
from bidewell.exchange.whole_files import folder_beside


def write_arviz(fitted: FittedProgram, path: Path) -> Path:
    """Write the file whole or not at all, and return its path. Raises ExportMissing."""
    with folder_beside(path, for_owner_only=True) as beside:
        written = beside / "fit.nc"
        arviz_groups(fitted).to_netcdf(written, engine="h5netcdf")
        os.chmod(written, 0o600)
        os.replace(written, path)
    return path
