// What every entry of the package exports beside its own createVitrine.

export { VitrineError } from "./errors.js";
export { Vitrine } from "./vitrine.js";
export type {
  AttributeValue,
  ErasureCause,
  ErasureReceipt,
  EventType,
  Explanation,
  Feedback,
  Forgettable,
  ItemFacts,
  LedgerEntry,
  PackSource,
  Permissions,
  ProfileValue,
  ProfileView,
  RankReport,
  RankRequest,
  RankResult,
  Reason,
  Rule,
  RuleMatch,
  StorageErasure,
  VitrineEvent,
  VitrineEventMap,
  VitrineOptions,
  WasmSource,
} from "./types.js";
