-- Fields that points of all kinds have.
toString(hash) AS seriesId,
toString(toUnixTimestamp64Nano(ts)) AS timeNs,
toString(toUnixTimestamp64Nano(start_ts)) AS startNs,
flags,
