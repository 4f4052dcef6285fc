-- The mean duration before sampling in ms. Of spans that were sampled out the bucket of floor(log2(ns + 1) * 4) is
-- known: the time of those that are stored grows by what the buckets of the others add.
sum(r.duration) / 1e6 / estimated
  * (1
    + arraySum(
      (bucket, n) -> n / 1024 * exp2(bucket / 4), mapKeys(sumMap(r.sampled_out)), mapValues(sumMap(r.sampled_out)))
    / arraySum((bucket, n) -> n * exp2(bucket / 4), mapKeys(sumMap(r.histogram)), mapValues(sumMap(r.histogram))))
