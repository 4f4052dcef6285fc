-- What a finding of history was judged by, as JSON: figures before and after, and their course. Empty for findings of a single trace.
ALTER TABLE findings ADD COLUMN IF NOT EXISTS history String CODEC(ZSTD(1)) AFTER size;
