// The package for tests that use it by hand.
import * as vitrine from "vitrine";
import { openRights } from "vitrine/rights";

window.vitrine = { ...vitrine, openRights };
