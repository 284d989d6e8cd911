// Ready: the target format, its options, how the input is read, and the button.

import type { FormatDescription } from 'dropset';
import { h, icon } from '../dom.js';
import { families, fitting, optionKey, sourceFormat } from '../state.js';
import type { Choice, Family, Opened, State } from '../state.js';
import { optionControls } from './options.js';
import type { Actions, View } from './view.js';

export function targetView(
  formats: readonly FormatDescription[],
  opened: Opened,
  actions: Actions,
  extra: { notice?: string; focusOption?: string },
): View {
  let choice = opened.choice;
  const choose = (change: Partial<Choice>) => {
    choice = { ...choice, ...change };
    actions.choose(choice);
  };
  const target = targetPart(formats, () => choice, choose);
  const convert = h('button', { type: 'submit', class: 'button primary wide' }, 'Convert', icon('arrow'));
  const notice = h('p', { class: 'notice' });
  const element = h(
    'form',
    {
      class: 'card target',
      submit: (event: SubmitEvent) => {
        event.preventDefault();
        if (element.reportValidity()) actions.convert();
      },
    },
    h('h2', { id: 'target-title' }, 'Convert to'),
    ...target,
    readingPart(formats, opened, () => choice, choose),
    h('div', { class: 'submit' }, convert, notice),
  );
  const focus = () => {
    const option = extra.focusOption
      ? element.querySelector<HTMLElement>(`[id$="-${CSS.escape(optionKey(extra.focusOption))}"]`)
      : null;
    option?.closest('details')?.setAttribute('open', '');
    if (option) option.focus();
    else if (extra.notice) convert.focus();
    // What was detected stands above on narrow screens: it stays in sight.
    else (element.querySelector<HTMLElement>('input[name=family]:checked') ?? convert).focus({ preventScroll: true });
  };
  const update = (state: State) => {
    notice.textContent = (state.step === 'ready' && state.notice) || '';
  };
  return { element, update, focus };
}

// The families as cards, the members of the chosen one as a select, and the options of the chosen member.
function targetPart(
  formats: readonly FormatDescription[],
  choice: () => Choice,
  choose: (change: Partial<Choice>) => void,
): HTMLElement[] {
  const groups = families(formats.filter(({ writable }) => writable));
  const variant = h('div', { class: 'variant' });
  const options = h('div', { class: 'panel' });

  const showTarget = () => {
    const group = groups.find(({ members }) => members.some(({ id }) => id === choice().to)) ?? groups[0]!;
    variant.replaceChildren(...(group.members.length > 1 ? [variantSelect(group, choice().to, setTarget)] : []));
    const format = group.members.find(({ id }) => id === choice().to) ?? group.principal;
    const controls = optionControls('export', format.exportOptions, choice().exportOptions, (values) =>
      choose({ exportOptions: values }),
    );
    options.replaceChildren(format.exportOptions.length > 0 ? controls : h('p', { class: 'muted' }, 'This format has no options.'));
  };
  const setTarget = (id: string) => {
    const format = formats.find((candidate) => candidate.id === id)!;
    choose({ to: format.id, exportOptions: fitting(choice().exportOptions, format.exportOptions) });
    const focused = document.activeElement?.id;
    showTarget();
    if (focused) document.getElementById(focused)?.focus();
  };
  const cards = groups.map(({ principal, members }) => {
    const id = `family-${principal.family}`;
    const input = h('input', { type: 'radio', name: 'family', id, value: principal.id, change: () => setTarget(principal.id) });
    input.checked = members.some((member) => member.id === choice().to);
    return h('div', { class: 'choice' }, input, h('label', { for: id }, h('b', {}, principal.title), h('code', {}, principal.id)));
  });
  showTarget();
  return [h('fieldset', { class: 'targets', 'aria-labelledby': 'target-title' }, ...cards), variant, options];
}

function variantSelect({ members }: Family, chosen: string, change: (id: string) => void): HTMLElement {
  const select = h('select', { id: 'variant', change: () => change(select.value) });
  select.append(...members.map(({ id, title }) => new Option(title, id)));
  select.value = chosen;
  return h('div', { class: 'option' }, h('label', { for: 'variant' }, 'Variant'), select);
}

function readingPart(
  formats: readonly FormatDescription[],
  opened: Opened,
  choice: () => Choice,
  choose: (change: Partial<Choice>) => void,
): HTMLElement {
  const options = h('div');
  const showOptions = () => {
    const id = sourceFormat({ ...opened, choice: choice() });
    const rows = formats.find((format) => format.id === id)?.importOptions ?? [];
    options.replaceChildren(optionControls('import', rows, choice().importOptions, (values) => choose({ importOptions: values })));
  };
  const detected = opened.detection.format;
  const select = h('select', {
    id: 'from',
    'aria-describedby': 'from-help',
    change: () => {
      const format = formats.find(({ id }) => id === select.value)!;
      choose({
        from: format.id === detected ? undefined : format.id,
        importOptions: fitting(choice().importOptions, format.importOptions),
      });
      showOptions();
    },
  });
  for (const { id, title, readable } of formats) {
    if (readable) select.append(new Option(id === detected ? `${title} (detected)` : title, id));
  }
  select.value = sourceFormat(opened);
  showOptions();
  return h(
    'details',
    { class: 'panel' },
    h('summary', {}, 'How the dataset is read'),
    h(
      'div',
      { class: 'option' },
      h('label', { for: 'from' }, 'Read as'),
      select,
      h('p', { class: 'help', id: 'from-help' }, 'some variants are only read when they are named here'),
    ),
    options,
  );
}
