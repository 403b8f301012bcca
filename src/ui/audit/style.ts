/** The look of the HTML report, on a screen in light and dark, and on paper. */
export const STYLE = `
    :root { color-scheme: light dark; --text: #16325c; --faint: #54698d; --line: #d8dde6; --back: #fff; --panel: #f4f6f9;
      --high: #ba0517; --medium: #a86403; --low: #0b5cab; }
    @media (prefers-color-scheme: dark) { :root { --text: #e8edf5; --faint: #a8b7ce; --line: #3a4a63; --back: #0f1a2b;
      --panel: #17263c; --high: #ff7b86; --medium: #f5b04d; --low: #7cb8ff; } }
    * { box-sizing: border-box; }
    body { margin: 0 auto; max-width: 72rem; padding: 2rem 1.5rem 4rem; background: var(--back); color: var(--text);
      font: 15px/1.5 system-ui, sans-serif; }
    h1 { font-size: 1.7rem; margin: 0 0 .25rem; }
    h2 { font-size: 1.15rem; margin: 2.25rem 0 .5rem; }
    p { margin: .25rem 0; color: var(--faint); }
    a { color: inherit; text-decoration-color: var(--faint); text-underline-offset: .15em; }
    .counts { display: flex; gap: .75rem; flex-wrap: wrap; margin: 1rem 0; }
    .count { background: var(--panel); border-left: .3rem solid; border-radius: .25rem; padding: .5rem 1rem; }
    .count strong { font-size: 1.4rem; margin-right: .25rem; }
    .high { color: var(--high); } .medium { color: var(--medium); } .low { color: var(--low); }
    .badge { border: 1px solid; border-radius: 1rem; font-size: .8rem; padding: .05rem .55rem; white-space: nowrap; }
    table { border-collapse: collapse; width: 100%; table-layout: fixed; }
    th, td { border-bottom: 1px solid var(--line); padding: .5rem .75rem .5rem 0; text-align: left; vertical-align: top; }
    th:first-child { width: 6.5rem; } th:last-child { width: 48%; }
    th { color: var(--faint); font-size: .8rem; font-weight: 600; }
    table.orgs { table-layout: auto; } table.orgs th:first-child { width: auto; } table.orgs th:last-child { width: auto; }
    table.places th:first-child { width: 14rem; } td { overflow-wrap: anywhere; }
    td.number { font-variant-numeric: tabular-nums; }
    code, pre { background: var(--panel); border-radius: .25rem; font: .82rem/1.5 ui-monospace, monospace; padding: .1rem .35rem;
      overflow-wrap: anywhere; white-space: pre-wrap; }
    td > code { display: block; padding: .35rem .6rem; } pre { margin: .25rem 0 0; padding: .5rem .75rem; }
    dt { margin-top: 1rem; font-weight: 600; } dd { margin: .25rem 0 0; color: var(--faint); }
    @media (max-width: 40rem) { table, thead, tbody, tr, td { display: block; } thead { display: none; } td { border: 0; padding: .2rem 0; }
      tr { border-bottom: 1px solid var(--line); padding: .5rem 0; } }
    @media print { body { max-width: none; padding: 0; font-size: 11px; } :root { color-scheme: light; --text: #000; --faint: #333;
      --back: #fff; --panel: #f3f3f3; --line: #bbb; --high: #ba0517; --medium: #a86403; --low: #0b5cab; }
      tr, dt, dd { break-inside: avoid; } h2 { break-after: avoid; } }
  `;
