#!/usr/bin/env bash
# Installs what Bidewell is measured against: R with its packages from Debian, and jmstate with the processor's build of
# torch in an environment of its own (build/rivals). Nothing of this is a dependency of the project. Needs root for R.
#
# Where pip would take torch with gigabytes of CUDA, have pip look for builds for the processor (pip.conf says where).
set -euo pipefail
cd "$(dirname "$0")/../.."

apt-get update -qq
apt-get install -y -qq --no-install-recommends r-base-core r-cran-glmmtmb r-cran-lme4 r-cran-survival r-cran-rstanarm r-cran-data.table

python3 -m venv build/rivals
build/rivals/bin/pip install -q torch==2.13.0
build/rivals/bin/pip install -q jmstate==0.20.0
