-- The same of requests.
mapApply(
  (bucket, n) -> (bucket, n / 1024),
  mapAdd(
    mapApply((bucket, n) -> (bucket, n * 1024), sumMapIf(histogram, entry)), sumMapIf(sampled_out, entry)))
