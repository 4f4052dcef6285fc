// Long tables: only the visible rows are in the DOM; more rows are loaded before the end is reached.
import { useWindowVirtualizer } from "@tanstack/react-virtual";
import {
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
  type JSX,
  type ReactNode,
  type RefObject,
} from "react";
import { Status } from "./status.tsx";
import { ui } from "./styles.ts";

export interface VirtualRowsProps<T> {
  readonly rows: readonly T[];
  /** Px of a closed row; measured rows may be taller. */
  readonly rowHeight: number;
  readonly keyOf: (row: T, index: number) => string;
  readonly hasMore: boolean;
  readonly isLoadingMore: boolean;
  /** The next rows could not be loaded: they are asked for again when the user says so. */
  readonly hasFailed: boolean;
  /** The rows are not those of the list yet: none follow them. */
  readonly isWaiting: boolean;
  readonly onMore: () => void;
  /** Renders one `<tr>`; pass `measure` as its `ref` and `index` as `data-index`. */
  readonly children: (row: T, index: number, measure: (element: HTMLElement | null) => void) => ReactNode;
}

/** A `<tbody>` of many rows, scrolled with the window. */
export function VirtualRows<T>({
  rows,
  rowHeight,
  keyOf,
  hasMore,
  isLoadingMore,
  hasFailed,
  isWaiting,
  onMore,
  children,
}: VirtualRowsProps<T>): JSX.Element {
  const body = useRef<HTMLTableSectionElement>(null);
  const top = useTop(body);
  // oxlint-disable-next-line react/incompatible-library
  const virtual = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => rowHeight,
    overscan: 12,
    scrollMargin: top,
    getItemKey: (index) => keyOf(rows[index] as T, index),
  });
  // live data that is fetched again forgets that the next rows failed
  const [failedAt, setFailedAt] = useState(-1);
  if (hasFailed && failedAt !== rows.length) setFailedAt(rows.length);
  const isStopped = hasMore && failedAt === rows.length;
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (hasMore && !isLoadingMore && !isStopped && !isWaiting && last >= rows.length - 15) onMore();
  }, [hasMore, isLoadingMore, isStopped, isWaiting, last, rows.length, onMore]);
  const before = (items[0]?.start ?? top) - top;
  const after = Math.max(0, virtual.getTotalSize() - ((items.at(-1)?.end ?? top) - top));
  return (
    <>
      <tbody ref={body}>
        {before > 0 && <Gap height={before} />}
        {items.map(({ index }) => children(rows[index] as T, index, virtual.measureElement))}
        {after > 0 && <Gap height={after} />}
      </tbody>
      {isLoadingMore && (
        <tbody className={ui.skeleton["skeleton"]} aria-busy="true" aria-label="Loading more">
          <tr>
            <td>
              <i style={{ width: "30%" }} />
            </td>
          </tr>
        </tbody>
      )}
      {isStopped && !isLoadingMore && (
        <tbody>
          <tr>
            <td>
              <span role="status">
                <Status kind="error">not loaded</Status>
              </span>{" "}
              <button type="button" className={ui.text["link"]} onClick={onMore}>
                Try again
              </button>
            </td>
          </tr>
        </tbody>
      )}
    </>
  );
}

/** Px from the beginning of the page to the element, also after what is above it loads, opens or closes. */
function useTop(element: RefObject<HTMLElement | null>): number {
  const [top, setTop] = useState(0);
  useLayoutEffect(() => {
    const measure = (): void =>
      setTop(Math.round((element.current?.getBoundingClientRect().top ?? 0) + scrollY));
    measure();
    const layout = new ResizeObserver(measure);
    layout.observe(document.body);
    return () => layout.disconnect();
  }, [element]);
  return top;
}

/** One cell only: a `colSpan` over all columns would show those that a narrow screen hides. */
function Gap({ height }: { readonly height: number }): JSX.Element {
  return (
    <tr aria-hidden="true" style={{ height }}>
      <td style={{ height, padding: 0, border: 0 }} />
    </tr>
  );
}
