-- What interactions, numbers of steps, illegal transitions and time-outs of one transaction are asked by. `satisfaction` is NaN when
-- unknown, `timeout_ms` 0; `has_revenue_impact` tells the impact from zero. `numbers` are the numeric attributes of a journey's step.
ALTER TABLE business_events
  ADD COLUMN IF NOT EXISTS channel LowCardinality(String),
  ADD COLUMN IF NOT EXISTS tier LowCardinality(String),
  ADD COLUMN IF NOT EXISTS satisfaction Float64 DEFAULT nan CODEC(ZSTD(1)),
  ADD COLUMN IF NOT EXISTS revenue_impact Decimal(38, 9) CODEC(ZSTD(1)),
  ADD COLUMN IF NOT EXISTS has_revenue_impact Bool,
  ADD COLUMN IF NOT EXISTS illegal Bool,
  ADD COLUMN IF NOT EXISTS timeout_ms Float64 CODEC(ZSTD(1)),
  ADD COLUMN IF NOT EXISTS numbers Map(LowCardinality(String), Float64) CODEC(ZSTD(1));
