-- Of errors those of groups that are new in the range (`isNew`), or that came back after a quiet time (`quietMs`), by
-- all stored errors.
AND fingerprint NOT IN (SELECT fingerprint FROM errors WHERE ts < {from:DateTime64(9, 'UTC')}) -- when isNew
AND fingerprint IN ( -- if quietMs
    SELECT fingerprint
    FROM errors
    WHERE ts < {to:DateTime64(9, 'UTC')}
    GROUP BY fingerprint
    HAVING countIf(ts < {from:DateTime64(9, 'UTC')}) > 0
      AND minIf(toUnixTimestamp64Milli(ts), ts >= {from:DateTime64(9, 'UTC')})
        - maxIf(toUnixTimestamp64Milli(ts), ts < {from:DateTime64(9, 'UTC')}) >= {quietMs:Int64}
  )
