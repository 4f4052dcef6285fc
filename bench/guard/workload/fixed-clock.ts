// Stops the clocks before the library is loaded: a time takes more memory when it is not a small integer, which changes every two seconds.
Date.now = () => 1_764_000_000_123;
performance.now = () => 12_345.678_9;
process.hrtime.bigint = () => 12_345_678_912_345n;
