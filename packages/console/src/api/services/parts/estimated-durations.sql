-- How many spans there were before sampling in each bucket of floor(log2(ns + 1) * 4).
mapApply(
  (bucket, n) -> (bucket, n / 1024),
  mapAdd(mapApply((bucket, n) -> (bucket, n * 1024), sumMap(histogram)), sumMap(sampled_out)))
