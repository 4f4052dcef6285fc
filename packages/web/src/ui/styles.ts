// The style sheets that pages share, in the order of the cascade: Mantine's, the tokens and the defaults of elements are global; the
// rest are modules. They are loaded before any page, so that the sheet beside a page's component may override them.
import "@mantine/core/styles/baseline.css";
import "@mantine/core/styles/default-css-variables.css";
import "@mantine/core/styles/global.css";
import "@mantine/core/styles/UnstyledButton.css";
import "@mantine/core/styles/Paper.css";
import "@mantine/core/styles/Popover.css";
import "@mantine/core/styles/Menu.css";
import "@mantine/core/styles/Overlay.css";
import "@mantine/core/styles/ModalBase.css";
import "@mantine/core/styles/Modal.css";
import "@mantine/core/styles/CloseButton.css";
import "@mantine/core/styles/ScrollArea.css";
import "./font.css";
import "./tokens.css";
import "./base.css";

import text from "./text.module.css";
import "./icons.module.css";
import button from "./button.module.css";
import chip from "./chip.module.css";
import field from "./field.module.css";
import menu from "./menu.module.css";
import note from "./note.module.css";
import picker from "./picker.module.css";
import screen from "./screen.module.css";
import section from "./section.module.css";
import skeleton from "./skeleton.module.css";
import snippet from "./snippet.module.css";
import state from "./state.module.css";
import table from "./table.module.css";

/** The classes that pages share, by sheet: `ui.text["dim"]`. */
export const ui = {
  text,
  section,
  button,
  chip,
  field,
  picker,
  menu,
  table,
  skeleton,
  note,
  state,
  snippet,
  screen,
} as const;
