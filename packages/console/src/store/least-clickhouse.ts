/** The oldest ClickHouse server that the console works with, as the guides say it too. */
export const leastClickHouse = "26.7";
