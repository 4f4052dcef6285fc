-- Which of these `key=value` pairs resources have. They count for all that a resource sent, and the index over spans
-- does not contain them.
SELECT DISTINCT pair
FROM resources
ARRAY JOIN {pairs:Array(String)} AS pair
WHERE has(arrayMap((k, v) -> concat(k, '=', v), mapKeys(attributes), mapValues(attributes)), pair)
