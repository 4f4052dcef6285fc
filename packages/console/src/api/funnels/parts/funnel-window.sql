-- How far `visits` lead through the steps in order, with any other steps in between. Each step that is compared
-- takes time, whether the funnel has it or not: `overFour` and `overEight` say that a funnel has more steps. Events at
-- the same time count in the order of the steps.
arrayReduce(
  concat('windowFunnel(', toString(intDiv({windowNs:UInt64}, unit) + (unit > 1)), ')'),
  arrayMap(visit -> bitShiftRight(visit, 6), visits),
  arrayMap(visit -> bitAnd(visit, 63) = 1, visits),
  arrayMap(visit -> bitAnd(visit, 63) = 2, visits),
  arrayMap(visit -> bitAnd(visit, 63) = 3, visits),
  arrayMap(visit -> bitAnd(visit, 63) = 4, visits)
  , arrayMap(visit -> bitAnd(visit, 63) = 5, visits), -- when overFour
    arrayMap(visit -> bitAnd(visit, 63) = 6, visits),
    arrayMap(visit -> bitAnd(visit, 63) = 7, visits),
    arrayMap(visit -> bitAnd(visit, 63) = 8, visits)
  , arrayMap(visit -> bitAnd(visit, 63) = 9, visits), -- when overEight
    arrayMap(visit -> bitAnd(visit, 63) = 10, visits),
    arrayMap(visit -> bitAnd(visit, 63) = 11, visits),
    arrayMap(visit -> bitAnd(visit, 63) = 12, visits),
    arrayMap(visit -> bitAnd(visit, 63) = 13, visits),
    arrayMap(visit -> bitAnd(visit, 63) = 14, visits),
    arrayMap(visit -> bitAnd(visit, 63) = 15, visits),
    arrayMap(visit -> bitAnd(visit, 63) = 16, visits),
    arrayMap(visit -> bitAnd(visit, 63) = 17, visits),
    arrayMap(visit -> bitAnd(visit, 63) = 18, visits),
    arrayMap(visit -> bitAnd(visit, 63) = 19, visits),
    arrayMap(visit -> bitAnd(visit, 63) = 20, visits),
    arrayMap(visit -> bitAnd(visit, 63) = 21, visits),
    arrayMap(visit -> bitAnd(visit, 63) = 22, visits),
    arrayMap(visit -> bitAnd(visit, 63) = 23, visits),
    arrayMap(visit -> bitAnd(visit, 63) = 24, visits),
    arrayMap(visit -> bitAnd(visit, 63) = 25, visits),
    arrayMap(visit -> bitAnd(visit, 63) = 26, visits),
    arrayMap(visit -> bitAnd(visit, 63) = 27, visits),
    arrayMap(visit -> bitAnd(visit, 63) = 28, visits),
    arrayMap(visit -> bitAnd(visit, 63) = 29, visits),
    arrayMap(visit -> bitAnd(visit, 63) = 30, visits),
    arrayMap(visit -> bitAnd(visit, 63) = 31, visits),
    arrayMap(visit -> bitAnd(visit, 63) = 32, visits)
)
