-- When a console last said a row: it repeats rows of late data, so that a console that is gone can be told from one that waits.
ALTER TABLE completeness ADD COLUMN IF NOT EXISTS seen DateTime64(3, 'UTC') DEFAULT received CODEC(DoubleDelta, ZSTD(1));
