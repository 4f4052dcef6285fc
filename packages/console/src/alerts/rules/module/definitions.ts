// `telltale-cli/alerts` for files of rules that the console runs: it need not be installed beside them.
export * from "alerts";
