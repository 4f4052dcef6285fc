// The CodeMirror editor: highlights ClickHouse's SQL, completes tables, columns and functions, underlines a mistake.
import {
  autocompletion,
  closeBrackets,
  completionKeymap,
  type CompletionSource,
} from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { sql } from "@codemirror/lang-sql";
import { bracketMatching, HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { Compartment, EditorState, StateEffect, StateField } from "@codemirror/state";
import {
  Decoration,
  type DecorationSet,
  drawSelection,
  EditorView,
  keymap,
  placeholder,
} from "@codemirror/view";
import { tags } from "@lezer/highlight";
import type { SqlTable } from "contract";

import { clickHouse, completionsOf } from "./sql-language.ts";

export interface Editor {
  setText(text: string): void;
  setSchema(tables: readonly SqlTable[], functions: readonly string[]): void;
  setMistake(place: { readonly line: number; readonly column: number } | undefined): void;
  destroy(): void;
}

export interface EditorEvents {
  readonly onChange: (text: string) => void;
  /** Gets the text in the editor, which may be newer than the one that the page has rendered. */
  readonly onRun: (text: string) => void;
}

/** Creates the editor in `root`. */
export function createEditor(root: ShadowRoot, text: string, { onChange, onRun }: EditorEvents): Editor {
  const language = new Compartment();
  const run = ({ state }: EditorView): boolean => {
    onRun(state.doc.toString());
    return true;
  };
  const view = new EditorView({
    parent: root,
    root,
    state: EditorState.create({
      doc: text,
      extensions: [
        keymap.of([
          { key: "Mod-Enter", run, preventDefault: true },
          ...completionKeymap,
          ...defaultKeymap,
          ...historyKeymap,
        ]),
        history(),
        drawSelection(),
        bracketMatching(),
        closeBrackets(),
        autocompletion({ icons: false, activateOnTyping: true }),
        placeholder("SELECT … FROM spans"),
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({ "aria-label": "Query", spellcheck: "false" }),
        language.of(languageOf([], [])),
        syntaxHighlighting(colors),
        mistakes,
        look,
        EditorView.domEventHandlers({ beforeinput: overwrite }),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) onChange(update.state.doc.toString());
        }),
      ],
    }),
  });
  return {
    setText(next) {
      if (next === view.state.doc.toString()) return;
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: next } });
    },
    setSchema: (tables, functions) =>
      view.dispatch({ effects: language.reconfigure(languageOf(tables, functions)) }),
    setMistake: (place) => view.dispatch({ effects: mistakeAt.of(place) }),
    destroy: () => view.destroy(),
  };
}

const opening = /[([{"'`]/;

/** Replaces a selection by what is typed. Chromium itself would add a style to the text, which the page's security policy blocks. */
function overwrite(event: InputEvent, view: EditorView): boolean {
  const { data, inputType } = event;
  if (inputType !== "insertText" || data === null || opening.test(data) || view.state.selection.main.empty)
    return false;
  view.dispatch(view.state.replaceSelection(data), { userEvent: "input.type" });
  event.preventDefault();
  return true;
}

function languageOf(tables: readonly SqlTable[], functions: readonly string[]) {
  const columns = Object.fromEntries(
    tables.map(({ name, description, columns: own }) => [
      name,
      {
        self: { label: name, type: "type", info: description },
        children: own.map((column) => ({
          label: column.name,
          type: "property",
          detail: column.type,
          info: column.description,
        })),
      },
    ]),
  );
  const source: CompletionSource = completionsOf(tables, functions);
  return [
    sql({ dialect: clickHouse, schema: columns }),
    clickHouse.language.data.of({ autocomplete: source }),
  ];
}

type TextPosition = { readonly line: number; readonly column: number } | undefined;
const mistakeAt = StateEffect.define<TextPosition>();
const underline = Decoration.mark({ class: "mistake" });

/** Removed by the next change of the text. */
const mistakes = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(marks, { effects, docChanged, state: { doc } }) {
    const effect = effects.find((one) => one.is(mistakeAt));
    if (effect === undefined) return docChanged ? Decoration.none : marks;
    const place = effect.value as TextPosition;
    if (place === undefined || place.line > doc.lines) return Decoration.none;
    const line = doc.line(place.line);
    const from = Math.min(line.from + place.column - 1, Math.max(line.from, line.to - 1));
    const word = /^\w+|^./.exec(doc.sliceString(from, line.to))?.[0] ?? "";
    return word === "" ? Decoration.none : Decoration.set(underline.range(from, from + word.length));
  },
  provide: (field) => EditorView.decorations.from(field),
});

const colors = HighlightStyle.define([
  { tag: tags.keyword, color: "var(--info-text)" },
  { tag: [tags.string, tags.special(tags.string)], color: "var(--ok-text)" },
  { tag: [tags.number, tags.bool, tags.null], color: "var(--compare-a-text)" },
  { tag: tags.comment, color: "var(--ink-3)" },
  { tag: [tags.typeName, tags.standard(tags.name)], color: "var(--accent-text)" },
]);

const look = EditorView.theme({
  "&": { color: "var(--ink-1)", backgroundColor: "var(--surface-page)", fontSize: "var(--text-13)" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": {
    fontFamily: "var(--font-mono)",
    lineHeight: "20px",
    minHeight: "120px",
    maxHeight: "44vh",
  },
  ".cm-content": { padding: "10px 0", caretColor: "var(--ink-1)" },
  ".cm-line": { padding: "0 12px" },
  ".cm-cursor": { borderLeftColor: "var(--ink-1)" },
  ".cm-placeholder": { color: "var(--ink-3)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    background: "var(--accent-soft)",
  },
  "&.cm-focused .cm-matchingBracket": { backgroundColor: "var(--surface-sunken)" },
  ".mistake": { textDecoration: "underline wavy var(--error-mark)", textUnderlineOffset: "3px" },
  ".cm-tooltip": {
    background: "var(--surface-raised)",
    border: "0",
    borderRadius: "var(--radius-3)",
    boxShadow: "var(--shadow-2)",
  },
  ".cm-tooltip-autocomplete > ul": {
    fontFamily: "var(--font-mono)",
    fontSize: "var(--text-12)",
    maxHeight: "220px",
  },
  ".cm-tooltip-autocomplete > ul > li": { padding: "2px 8px", lineHeight: "20px" },
  ".cm-tooltip-autocomplete > ul > li[aria-selected]": {
    background: "var(--surface-selected)",
    color: "var(--ink-1)",
  },
  ".cm-completionDetail": { color: "var(--ink-3)", fontStyle: "normal" },
  ".cm-completionInfo": { padding: "6px 10px", maxWidth: "300px", fontFamily: "var(--font-sans)" },
});
