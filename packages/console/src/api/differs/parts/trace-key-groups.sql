-- Of each row and operation, the pairs of its spans, `textNumber` counts each pair and `keyNumber` each key. Pairs are
-- grouped by their hash. Attributes that can differ most come first, after the one that all rows have.
  ARRAY JOIN
    allKeys AS key,
    allTexts AS text,
    arrayEnumerateUniq(allKeys) AS keyNumber,
    arrayEnumerateUniq(allKeys, allTexts) AS textNumber
  GROUP BY cityHash64(service, name, key, text))
GROUP BY attribute
ORDER BY attribute = '\n\ntelltale.rows' DESC, strength DESC, attribute
LIMIT 400
