-- Whether the window of a person is not over now: since the latest first step (in `anyOrder` any step of the funnel).
arrayExists(
  visit -> (
    bitAnd(visit, 63) = 1
      OR bitAnd(visit, 63) BETWEEN 1 AND {anyOrder:UInt8} -- if anyOrder
    ) AND low + bitShiftRight(visit, 6) * unit + {windowNs:UInt64} >= {nowNs:UInt64},
  visits) AS isOpen,
