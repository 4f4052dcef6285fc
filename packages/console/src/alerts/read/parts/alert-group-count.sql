-- The number of groups, for an error that names it.
count() OVER () * {counted:UInt8} AS groupCount, -- if counted
