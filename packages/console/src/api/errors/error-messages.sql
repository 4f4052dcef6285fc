-- Messages of some groups, for their common text. Identities are hashes: of a group with many errors those whose upper
-- half is below its number in `limits` are a sample.
SELECT
  fingerprint,
  words AS message,
  sum(standsFor) AS weight
FROM (
  SELECT
    fingerprint,
    identity,
    any(leftUTF8(message, 300)) AS words,
    any(weight) AS standsFor
  FROM errors
  -- include error-conditions
    AND fingerprint IN {fingerprints:Array(String)}
    AND bitShiftRight(identity, 32) < transform(fingerprint, {fingerprints:Array(String)}, {limits:Array(UInt64)}, 0)
  GROUP BY fingerprint, identity)
GROUP BY fingerprint, words
