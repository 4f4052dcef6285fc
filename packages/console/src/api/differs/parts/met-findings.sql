-- A row for each finding that a row meets; a finding is a set of bits.
ARRAY JOIN arrayFilter(
  at -> bitAnd(mask, {findings:Array(UInt32)}[at + 1]) = {findings:Array(UInt32)}[at + 1],
  range(length({findings:Array(UInt32)}))) AS place
