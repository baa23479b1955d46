import type { ComponentChildren, JSX } from "preact";

/** A place for a table that may be wider than the page: it scrolls, with the keyboard too, below what stays. */
export const TableScroll = ({
  label,
  caption,
  children,
}: {
  readonly label: string;
  /** What its numbers are; it does not scroll away. */
  readonly caption?: string | undefined;
  readonly children: ComponentChildren;
}): JSX.Element => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
  <section class="table-scroll" aria-label={label} tabIndex={0}>
    {caption !== undefined && <p class="table-caption">{caption}</p>}
    {children}
  </section>
);
