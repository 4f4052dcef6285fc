-- The most frequent patterns: others have a row or two.
GROUP BY mask
ORDER BY inSelection DESC, inRest DESC, mask
LIMIT {mostPatterns:UInt32}
