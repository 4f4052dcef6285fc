-- Log records of the range with their resources, each once.
FROM logs AS l ANY LEFT JOIN resources AS r ON r.tenant = l.tenant AND r.hash = l.resource_hash
WHERE l.ts >= fromUnixTimestamp64Milli({from:Int64}, 'UTC') AND l.ts < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
LIMIT 1 BY l.ts, l.identity
