// The plugin as ESLint loads it: rules, and the configs `recommended` and `strict`.
const plugin = { meta: { name: "eslint-plugin-telltale", version: "0.1.0" }, rules: {}, configs: {} };

export default plugin;
