-- Attributes by the type of their values; `held` are those that resources have.
toString(service) AS serviceName,
groupUniqArrayArray(arrayIntersect(strings, {keys:Array(String)})) AS text,
groupUniqArrayArray(arrayIntersect(ints, {keys:Array(String)})) AS whole,
groupUniqArrayArray(arrayIntersect(doubles, {keys:Array(String)})) AS double,
groupUniqArrayArray(arrayIntersect(bools, {keys:Array(String)})) AS bool,
(SELECT groupUniqArrayArray(arrayIntersect(mapKeys(attributes), {keys:Array(String)})) FROM resources) AS held,
