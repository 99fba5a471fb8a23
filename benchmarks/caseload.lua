-- Asks for a page as somebody signed in, and prints the percentiles that the bar speaks of.
wrk.headers["Cookie"] = os.getenv("COOKIE")

function done(summary, latency, requests)
   local failed = summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.timeout
   io.write(string.format(
      "p50 %.1f ms, p95 %.1f ms, p99 %.1f ms, longest %.1f ms; %.1f pages a second, %d failed\n",
      latency:percentile(50) / 1000, latency:percentile(95) / 1000, latency:percentile(99) / 1000, latency.max / 1000,
      1000000 * summary.requests / summary.duration, failed))
end
