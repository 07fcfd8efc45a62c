// Which release is to be undone, and whether by us.
#pragma once

#include <optional>
#include <string>

#include "release/lock.hpp"
#include "release/store.hpp"

namespace slipway {

/// In place of a name: what a run of this owner, or one that may be taken over, left unfinished.
inline constexpr const char* interrupted = "interrupted";

struct UndoRequest {
  Path project_src;
  std::optional<std::string> project;  // nullopt: that of the records of this folder
  std::string release;                 // a name as on record, or `interrupted`
  std::string cause;                   // why it failed, as its own run says; empty: nobody does
  LockRequest lock;
};

enum class UndoStanding {
  nothing,  // there is nothing to undo
  ours,     // it is to be undone
  left,     // somebody else has taken it over, and the stack with it
};

struct UndoChoice {
  UndoStanding standing = UndoStanding::nothing;
  std::string project;                // empty: no record tells it
  std::optional<Release> release;     // as it is on record; nullopt: there is none
  std::string reason;                 // of `nothing`, as a sentence's end
  std::string taken_over_by;          // of `left`: "somebody else", "Another run of the pipeline"
  bool in_place = false;              // of `nothing`: what it did was undone before
  std::optional<std::string> holder;  // who began it, of what is undone
  bool again = false;                 // it has ended, and what it did could not be put back then
};

/// `interrupted` is the project's unfinished release; else its newest, when what that did could not be put
/// back. One that was taken from this owner is left to whoever took it, whatever `lock` allows; one that
/// never was this owner's is taken over only with break_lock when it is named, and as the lock allows when it
/// is not. Errors: a damaged record of that name, another project's, records of several projects for one
/// folder.
Expected<UndoChoice> choose_undo(const ReleaseFolder& folder, const UndoRequest& request, Files& files);

/// The record while it is undone: open, and this owner's.
Release taken_up(const UndoChoice& choice, const LockRequest& lock);

}  // namespace slipway
