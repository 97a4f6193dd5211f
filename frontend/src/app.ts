import "bootstrap/js/dist/dropdown";
import "bootstrap/js/dist/offcanvas";

import { startCharts } from "./charts";
import { startDialogs } from "./dialogs";
import { startDownloads } from "./downloads";
import { startForms } from "./forms";
import { startInline } from "./inline";
import { startKeyboard } from "./keyboard";
import { startPalette } from "./palette";
import { startPartials } from "./partials";
import { startPasskeys } from "./passkeys";
import { startPicks } from "./picks";
import { startToasts } from "./toasts";
import { startZones } from "./zones";

startPartials();
startDialogs();
startKeyboard();
startPalette();
startToasts();
startForms();
startZones();
startInline();
startPicks();
startDownloads();
startPasskeys();
startCharts();
