-- The money of the selection's transactions or workflows, by finding and currency, where not all patterns were read.
SELECT
  place,
  currency,
  toString(sum(total)) AS total
FROM (
  SELECT
    mask,
    currency,
    sum(amount) AS total
  FROM (
    -- include record-masks
    )
  WHERE selected AND hasAmount
  GROUP BY mask, currency)
ARRAY JOIN arrayFilter(
  at -> bitAnd(mask, {findings:Array(UInt32)}[at + 1]) = {findings:Array(UInt32)}[at + 1],
  range(length({findings:Array(UInt32)}))) AS place
GROUP BY place, currency
ORDER BY place, currency
LIMIT 20000
SETTINGS max_threads = 2
