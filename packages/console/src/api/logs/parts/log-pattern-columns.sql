-- The figures of patterns, of rows that count their skeletons by service and step.
pattern,
arraySort(groupUniqArray(100)(toString(service))) AS services,
uniqCombinedMerge(12)(persons) AS people,
sumMap(map(time, records)) AS trend
