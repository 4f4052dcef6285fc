-- The number of groups, for an error that names it.
count() OVER () AS groupCount, -- when counted
