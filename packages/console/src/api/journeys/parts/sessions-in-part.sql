-- Sessions of the part `first` to `last` of the people, and those that one of its users ever had.
AND ( -- if first
  actor BETWEEN {first:UInt64} AND {last:UInt64}
    OR identity(actor) IN (
      SELECT session FROM session_owners WHERE toUInt64(owner) BETWEEN {first:UInt64} AND {last:UInt64}))
