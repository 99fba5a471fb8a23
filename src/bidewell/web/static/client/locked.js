/* A lock that the browser kept in memory is asked for anew, so that going back or forward shows nothing old. */
"use strict";
addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
