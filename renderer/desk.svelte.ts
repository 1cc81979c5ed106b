import type { Choices, Filter, MailboxState, Problem, StoreStatus, Totals } from '../shared/contract.ts';
import type { ImportSummary } from '../shared/importing.ts';
import type { FailureKinds } from '../shared/overview.ts';
import type { AppInfo, Command, EngineState, Shell, Theme } from '../shared/shell.ts';
import { quantity, words } from '../shared/words.ts';
import type { Engine } from './engine.ts';
import { movedTo, utcDay } from './filter.ts';
import { formatNumber, importSentence } from './format.ts';
import { acceleratorOf } from './keys.ts';
import { Latest } from './latest.svelte.ts';
import { Navigation, type ViewName } from './navigation.svelte.ts';
import { Addresses } from './parts/addresses.svelte.ts';
import { Copier } from './parts/copier.svelte.ts';
import { Attention, progressOf, type Situation } from './parts/attention.svelte.ts';
import { Exporter } from './parts/export.svelte.ts';
import { Importer } from './parts/importer.svelte.ts';
import { Remover } from './parts/remover.svelte.ts';
import { Saver } from './parts/saver.svelte.ts';
import { overviewFilter } from './period.ts';
import { Combined } from './views/combined.svelte.ts';
import { Failures } from './views/failures.svelte.ts';
import { MailboxList, mailboxName } from './views/mailboxes.svelte.ts';
import { Overview } from './views/overview.svelte.ts';
import { Refused } from './views/refused.svelte.ts';
import { ReportPage } from './views/report.svelte.ts';
import { Reports } from './views/reports.svelte.ts';
import { SettingsPage } from './views/settings.svelte.ts';

/** While mails come in, lists are asked for anew this often at most. */
const refreshMs = 1_000;

/** The whole window's state: one of each view's, where the person is, and how the engine is. */
export class Desk {
  readonly engine: Engine;
  readonly shell: Shell;
  readonly navigation = new Navigation();
  readonly mailboxes: MailboxList;
  readonly overview: Overview;
  readonly reports: Reports;
  readonly failures: Failures;
  readonly report: ReportPage;
  readonly combined: Combined;
  readonly refused: Refused;
  readonly settings: SettingsPage;
  readonly addresses: Addresses;
  readonly saver: Saver;
  readonly exporter: Exporter;
  readonly importer: Importer;
  readonly remover: Remover;
  readonly attention: Attention;
  readonly copier = new Copier((text) => navigator.clipboard.writeText(text));
  readonly choices = new Latest<Choices>();
  /** Of everything, whatever the filter. */
  readonly totals = new Latest<Totals>();
  /** Of the last 30 days, whatever the filter. */
  readonly kinds = new Latest<FailureKinds>();
  readonly store = new Latest<StoreStatus>();

  info = $state.raw<AppInfo | null>(null);
  engineState = $state.raw<EngineState>({ phase: 'starting' });
  /** Counts the changes of the store that the views are to follow. */
  revision = $state(0);
  nowMs = $state(Date.now());
  /** What the window shows at first has been decided. */
  isOpen = $state(false);
  /** Neither a mailbox nor a report: the window asks for the first mailbox and shows nothing else. */
  isFirstRun = $state(false);
  /** The dialog that says what the app is. */
  isShowingAbout = $state(false);
  /** What a screen reader is told. */
  announcement = $state('');
  /** Counts the wishes to have the search field focused. */
  findRequests = $state(0);
  isPaletteOpen = $state(false);
  #refreshTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(engine: Engine, shell: Shell) {
    this.engine = engine;
    this.shell = shell;
    this.mailboxes = new MailboxList(engine, shell, (state, stored) => {
      const reports = quantity(stored, formatNumber(stored), 'new report', 'new reports');
      this.announcement = `${mailboxName(state)}: ${reports}`;
      void this.#refresh(); // The last mails are in: no count is to stay behind.
    });
    this.overview = new Overview(engine);
    this.reports = new Reports(engine);
    this.failures = new Failures(engine);
    this.saver = new Saver(shell);
    this.report = new ReportPage(engine, this.saver);
    this.addresses = new Addresses(engine);
    this.combined = new Combined(engine, this.saver);
    this.refused = new Refused(engine, this.saver);
    this.settings = new SettingsPage(engine, shell, this.saver);
    this.exporter = new Exporter(engine, this.saver);
    this.importer = new Importer(engine, shell, (summary) => this.#imported(summary));
    this.remover = new Remover(engine);
    this.attention = new Attention(engine, shell);
    engine.listen({
      changed: () => this.#refreshSoon(),
      mailbox: (state) => this.mailboxes.update(state),
      connected: () => this.#connected(),
    });
  }

  get today(): string {
    return utcDay(this.nowMs);
  }

  /** What the view shows: the overview has a period even where none was chosen, and ignores the lists' conditions. */
  get shownFilter(): Filter {
    const { view, filter } = this.navigation.place;
    return view === 'overview' ? overviewFilter(filter, this.today) : filter;
  }

  /** What who does not look at the window is to know. */
  get situation(): Situation {
    const isReady = this.engineState.phase === 'ready';
    const isImporting = this.importer.job?.phase === 'reading';
    const progress = isReady ? progressOf(this.mailboxes.states ?? [], isImporting) : null;
    return { revision: this.revision, open: this.kinds.value?.open ?? null, progress };
  }

  async start(): Promise<void> {
    this.shell.onEngineState((state) => this.#engineChanged(state));
    this.shell.onTheme((theme) => this.#themeChanged(theme));
    this.shell.onNotice(() => this.#openTold());
    this.shell.onCommand((command) => this.run(command));
    this.info = await this.shell.appInfo();
  }

  get isMac(): boolean {
    return this.info?.platform === 'darwin';
  }

  acceleratorOf(command: Command): string {
    return acceleratorOf(command, this.isMac);
  }

  askStore(): void {
    void this.store.ask((signal) => this.engine.call('store.status', null, { signal }));
  }

  async setTheme(theme: Theme): Promise<void> {
    this.#themeChanged(theme);
    await this.shell.setTheme(theme);
  }

  tick(nowMs: number): void {
    const previousToday = this.today;
    this.nowMs = nowMs;
    if (this.today === previousToday) return;
    this.navigation.refine({ filter: movedTo(this.navigation.place.filter, previousToday, this.today) });
  }

  filterBy(filter: Filter): void {
    this.navigation.go({ filter });
  }

  show(view: ViewName): void {
    if (this.isFirstRun) return;
    const { place } = this.navigation;
    // The overview has a period even where none was chosen, and the failures are to be those that it speaks of.
    const isSamePeriod = place.view === 'overview' && view === 'failures';
    const filter = isSamePeriod ? { ...place.filter, ...overviewFilter(place.filter, this.today) } : place.filter;
    this.navigation.go({ view, filter });
  }

  run(command: Command): void {
    const actions: Record<Command, () => void> = {
      'check-now': () => void this.mailboxes.check(0),
      'export-csv': () => this.askExport(),
      'import-files': () => void this.importer.choose('files'),
      'import-folder': () => void this.importer.choose('folder'),
      combine: () => this.combine(),
      remove: () => void this.remove(),
      'ignore-reporter': () => void this.ignoreReporter(),
      find: () => this.#find(),
      print: () => void this.shell.print(),
      'save-pdf': () => this.savePdf(),
      'open-palette': () => (this.isPaletteOpen = true),
      'show-overview': () => this.show('overview'),
      'show-reports': () => this.show('reports'),
      'show-failures': () => this.show('failures'),
      'show-mailboxes': () => this.show('mailboxes'),
      'show-refused': () => this.show('refused'),
      'show-settings': () => this.show('settings'),
      'show-about': () => (this.isShowingAbout = true),
      'go-back': () => this.navigation.back(),
      'go-forward': () => this.navigation.forward(),
    };
    actions[command]();
  }

  askExport(): void {
    if (!this.isFirstRun) this.exporter.ask(this.navigation.place.view === 'failures' ? 'failures' : 'reports');
  }

  /** The page as it is. */
  savePdf(): void {
    const { view, reportId } = this.navigation.place;
    const name = view === 'report' ? `tlsrpt-report-${reportId}.pdf` : `tlsrpt-${view}-${this.today}.pdf`;
    void this.saver.take(name, () => this.shell.savePdf(name));
  }

  /** The reports selected in the list that is on show as one, or all that the filter shows. */
  combine(): void {
    const isList = this.navigation.place.view === 'reports';
    if (this.isFirstRun || (isList && this.reports.total === 0)) return;
    this.navigation.go({ view: 'combined', filter: this.shownFilter, ids: isList ? this.reports.selection.ids : [] });
  }

  /** The report on show, or what is selected in the list on show. */
  async remove(): Promise<void> {
    const { view, reportId } = this.navigation.place;
    if (view === 'refused') await this.remover.refused(idsOf(this.refused.selected));
    if (view === 'reports') await this.remover.reports(await this.reports.chosenIds());
    if (view !== 'report') return;
    await this.remover.reports([reportId]);
    this.#leaveReport();
  }

  /** Of the report on show, or the current one of the list. */
  async ignoreReporter(): Promise<void> {
    const { view } = this.navigation.place;
    const row = view === 'report' ? this.report.detail.value?.row : view === 'reports' ? this.reports.current : null;
    if (row === null || row === undefined) return;
    await this.remover.reporter(row.id, row.organizationName);
    if (view === 'report') this.#leaveReport();
  }

  /** It is gone. */
  #leaveReport(): void {
    if (this.remover.last?.phase === 'done') this.navigation.go({ view: 'reports' });
  }

  /** A mailbox has been saved: on to what its reports come to, or to what went wrong with its password. */
  connectedMailbox(state: MailboxState, problem: Problem | null): void {
    this.isFirstRun = false;
    this.mailboxes.update(state);
    this.mailboxes.problem = problem;
    this.navigation.go({ view: problem === null ? 'overview' : 'mailboxes', mailboxId: 0 });
  }

  #imported({ counts }: ImportSummary): void {
    this.announcement = importSentence(counts);
    void this.#refresh();
    if (!this.isFirstRun || counts.stored + counts.duplicate === 0) return;
    this.isFirstRun = false;
    this.navigation.go({ view: 'overview' });
  }

  /** What the latest notice tells of: in the overview, and a single problem explained. */
  #openTold(): void {
    this.navigation.go({ view: 'overview', filter: {} });
    const [kind, ...more] = this.attention.told;
    if (kind !== undefined && more.length === 0) this.overview.reveal(kind);
  }

  #find(): void {
    const { view } = this.navigation.place;
    if (view === 'report') this.report.isOriginalOpen = true;
    else if (view !== 'reports' && view !== 'failures') this.show('reports');
    this.findRequests += 1;
  }

  #themeChanged(theme: Theme): void {
    if (this.info !== null) this.info = { ...this.info, theme };
  }

  #engineChanged(state: EngineState): void {
    if (state.phase === 'restarting' || state.phase === 'failed') this.engine.disconnect();
    this.engineState = state;
  }

  async #connected(): Promise<void> {
    if (this.engineState.phase === 'restarting') this.announcement = words.engine.back;
    this.engineState = { phase: 'ready' };
    this.askStore();
    await Promise.all([this.mailboxes.load(), this.#refresh()]);
    if (!this.isOpen) this.#open();
  }

  /** Decides what the window shows first. */
  #open(): void {
    const totals = this.totals.value;
    this.isFirstRun = this.mailboxes.states?.length === 0 && totals?.reports === 0 && totals.messages.fetched === 0;
    if (this.isFirstRun) this.navigation.refine({ view: 'connect', mailboxId: 0 });
    this.isOpen = true;
  }

  #refreshSoon(): void {
    this.#refreshTimer ??= setTimeout(() => {
      this.#refreshTimer = undefined;
      void this.#refresh();
    }, refreshMs);
  }

  async #refresh(): Promise<void> {
    this.revision += 1;
    void this.kinds.ask((signal) => this.engine.call('kinds', overviewFilter({}, this.today), { signal }));
    await Promise.all([
      this.totals.ask((signal) => this.engine.call('totals', {}, { signal })),
      this.choices.ask((signal) => this.engine.call('choices', null, { signal })),
    ]);
  }
}

function idsOf(row: { id: number } | null): number[] {
  return row === null ? [] : [row.id];
}
