-- For every attribute of transactions, workflows or people and of their processes, its values with how many of either
-- side; every row has the key `telltale.rows` once: attributes with the prefix `telltale.` are the library's own, and
-- not compared. For every numeric attribute (`isNumber`), duration in ms and amount too, a histogram of either side, 16
-- bars for each doubling: lowest and highest value, selection, rest. Both are counted of the same rows: to put these
-- together takes longer than to count them.
-- include key-columns
  , isNumber
  , groupArrayIf((low, high, inSelection, inRest), isNumber) AS bars
FROM (
  SELECT
    isNumber,
    key,
    text,
    count() > 1 AS isRepeated,
    min(number) AS low,
    max(number) AS high,
    toFloat64(countIf(selected)) AS inSelection,
    toFloat64(countIf(NOT selected)) AS inRest
  FROM (
    SELECT
      selected,
      arrayConcat(['telltale.rows'], arrayFilter(k -> NOT startsWith(k, 'telltale.'), keys)) AS ownKeys,
      arrayConcat([''], arrayFilter((v, k) -> NOT startsWith(k, 'telltale.'), texts, keys)) AS ownTexts,
      numberKeys,
      numbers
    FROM (
      -- include compared-records
      ))
  ARRAY JOIN
    arrayConcat(ownKeys, numberKeys) AS key,
    arrayConcat(ownTexts, arrayMap(one -> '', numbers)) AS text,
    arrayConcat(arrayMap(one -> 0., ownKeys), numbers) AS number,
    arrayConcat(arrayMap(one -> false, ownKeys), arrayMap(one -> true, numbers)) AS isNumber
  GROUP BY isNumber, key, text, sign(number), toInt32(if(number = 0, 0, floor(log2(abs(number)) * 16))))
GROUP BY isNumber, attribute
ORDER BY isNumber, attribute = 'telltale.rows' DESC, selectionRows + restRows DESC, attribute
LIMIT 400 BY isNumber
