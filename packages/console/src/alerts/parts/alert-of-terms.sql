-- Without rows of a round that was stored after a newer term had begun.
AND (
  kind NOT IN ('state', 'round', 'rules', 'change', 'notice', 'withheld') OR version >= begun OR version <= unjudged
  OR version <= transform(bitShiftRight(version, 32), arrayMap(e -> bitShiftRight(e, 32), ends), ends, toUInt64(0))
)
