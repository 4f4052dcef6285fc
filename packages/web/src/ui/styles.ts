// The style sheets every page shares, in the order of the cascade. A page brings its own beside its code.
import "./tokens.css";
import "./base.css";
import "./controls.css";
import "./table.css";
import "./states.css";
import "./shell/shell.css";
import "./shell/shell-narrow.css";
