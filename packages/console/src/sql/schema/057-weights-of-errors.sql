-- An error that a span recorded has the weight of that span, so that occurrences are those before sampling. Log records are never sampled.
ALTER TABLE errors ADD COLUMN IF NOT EXISTS weight Float32 DEFAULT 1 CODEC(ZSTD(1)) AFTER span_id;
