-- What one insert leaves of spans is a part of some 15 files and not of 175, one for each column and its pieces: less work for the engine.
-- Merges make larger parts of it, whose columns lie apart.
ALTER TABLE spans MODIFY SETTING min_bytes_for_wide_part = 33554432
