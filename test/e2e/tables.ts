import AxeBuilder from "@axe-core/playwright";
import type { Locator, Page } from "playwright";

/** A row of a table: what it is about, and its figures. */
export interface Figures {
  shift?: string;
  model?: string;
  kind?: string;
  values: (number | undefined)[];
}

/** The figures of the rows of a table, by their `data-` names. */
export const figures = (rows: Locator) =>
  rows.evaluateAll((all) =>
    all.map((row) => ({
      ...(row as HTMLElement).dataset,
      values: [...row.querySelectorAll<HTMLElement>("[data-value]")].map(({ dataset }) =>
        dataset.value ? Number(dataset.value) : undefined,
      ),
    })),
  ) as Promise<Figures[]>;

/** The rows of a table's body, without the titles of groups of rows. */
export const rowsOf = (page: Page, id: string) => page.getByTestId(id).locator("tbody:not(.group) tr");

/** Whether every column of a table is within the page without scrolling sideways. */
export const isWhole = (page: Page, id: string) =>
  page
    .getByTestId(id)
    .evaluate((table) => table.scrollWidth <= (table.parentElement as HTMLElement).clientWidth);

/** Findings of axe within the view. */
export async function findings(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page })
    .include({ fromShadowDom: ["clipscope-app", "#view"] })
    .analyze();
  return violations.map(({ id, impact, nodes }) => `${impact} ${id}: ${nodes[0].html.slice(0, 200)}`);
}

/** The arithmetic mean. */
export const mean = (all: readonly number[]) => all.reduce((a, b) => a + b) / all.length;
