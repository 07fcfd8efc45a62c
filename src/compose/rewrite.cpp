#include "compose/rewrite.hpp"

#include <algorithm>

#include "compose/image_edits.hpp"
#include "compose/interpolation.hpp"
#include "compose/shared_image.hpp"
#include "compose/stack_images.hpp"
#include "compose/variable_values.hpp"
#include "util/excerpt.hpp"

namespace slipway {
namespace {

constexpr std::size_t most_warnings = 50;  // of one kind; a file may have a hundred thousand services

std::vector<std::string> names_of(const std::vector<ImageUser>& users) {
  std::vector<std::string> names;
  for (const auto& user : users) names.push_back(user.service);
  return names;
}

/// Warnings of one kind, of which only the first are said in full.
class Warnings {
 public:
  void add(std::string text) {
    if (++count_ <= most_warnings) texts_.push_back(std::move(text));
  }

  void move_to(std::vector<std::string>& all) {
    if (count_ > most_warnings)
      texts_.push_back("there are " + std::to_string(count_ - most_warnings) +
                       " more warnings like the one before");
    all.insert(all.end(), std::make_move_iterator(texts_.begin()), std::make_move_iterator(texts_.end()));
  }

 private:
  std::vector<std::string> texts_;
  std::size_t count_ = 0;
};

class Rewriter {
 public:
  Rewriter(const std::vector<ReadFile>& read, const std::vector<ImageChange>& changes,
           Interpolated interpolated)
      : read_(read), choice_(changes), interpolated_(interpolated), values_(read), edits_(read.size()) {
    result_.files.resize(read.size());
    result_.outcomes.resize(changes.size());
  }

  Expected<StackRewrite> rewrite(const StackImages& images) {
    result_.services = images.services;
    for (const auto& image : images.images) {
      result_.images.push_back({image.image, names_of(image.users)});
      TRY(consider(image));
    }
    for (const auto& hidden : images.hidden) unreached(hidden);
    for (const auto& one : images.elsewhere) elsewhere(one);
    TRY(values_.refuse_other_images(images));
    result_.variables = values_.values();
    for (auto& warning : values_.other_uses(images)) result_.warnings.push_back(std::move(warning));
    TRY(write());
    return std::move(result_);
  }

 private:
  /// The tag and digest that each user of an image is to get; nullptr: as they are.
  std::vector<const std::string*> wanted_by(const StackImage& image, const WrittenImage& written) {
    std::vector<const std::string*> wanted;
    for (const auto& user : image.users) {
      const auto chosen = choice_.choose(written, user.service);
      wanted.push_back(chosen ? &choice_.changes()[*chosen].suffix : nullptr);
      if (chosen) result_.outcomes[*chosen].is_used = true;
    }
    return wanted;
  }

  Expected<void> consider(const StackImage& image) {
    const WrittenImage written = split_image(image.image);
    const std::string& suffix = written.suffix;
    const auto wanted = wanted_by(image, written);
    const auto change = std::find_if(wanted.begin(), wanted.end(), [&](const std::string* one) {
      return one != nullptr && *one != suffix;
    });
    if (change == wanted.end()) return {};
    std::vector<bool> chosen;
    for (const std::string* one : wanted) chosen.push_back(one != nullptr && *one == **change);
    const ReadFile& file = read_[image.place.file];
    if (const auto alone = refuse_shared(image, chosen, file.line_of(image.place.node)); !alone)
      return fail_while(file.name, alone.error());
    if (suffix.find('$') != std::string::npos && interpolated_ != Interpolated::replace)
      return keep_variable(image, suffix, **change);
    warn(image, suffix, **change);
    replace(image, written.repository + **change);
    return {};
  }

  Expected<void> keep_variable(const StackImage& image, const std::string& suffix,
                               const std::string& wanted) {
    if (interpolated_ == Interpolated::variable) return values_.want(image, suffix, wanted);
    const ReadFile& file = read_[image.place.file];
    return fail_while(file.name,
                      Error{"line " + std::to_string(file.line_of(image.place.node)) + ": the image '" +
                            excerpt(image.image) + "' of " + services_in_words(names_of(image.users)) +
                            " is made of a variable, which `interpolated: fail` forbids to replace; set "
                            "the variable in `.env`, or allow it with `interpolated: replace`"});
  }

  void warn(const StackImage& image, const std::string& suffix, const std::string& wanted) {
    const std::string where = read_[image.place.file].where(image.place.node);
    const std::string services = services_in_words(names_of(image.users));
    if (suffix.find('$') != std::string::npos)
      variables_.add(
          where + ": the image of " + services + " ended in the variable '" + excerpt(suffix) +
          "', and ends in '" + wanted +
          "' now: the variable decides it no more. `interpolated: variable` leaves the file, and says "
          "what to set");
    if (const auto digest = digest_in(suffix); !digest.empty() && digest_in(wanted).empty())
      digests_.add(where + ": the image of " + services + " was pinned to the digest '" + excerpt(digest) +
                   "', and is not any more: give `digest` as well to pin the new one");
  }

  void replace(const StackImage& image, const std::string& after) {
    const ReadFile& file = read_[image.place.file];
    result_.files[image.place.file].replacements.push_back(
        {file.line_of(image.place.node), names_of(image.users), image.image, after});
    edits_[image.place.file].push_back({image.place.node, after});
  }

  /// What holds for the service may be the same image in another file: then that one is changed.
  void unreached(const HiddenImage& hidden) {
    const auto repository = parse_repository(split_image(hidden.image).repository);
    if (!repository) return;
    if (hidden.instead && parse_repository(split_image(*hidden.instead).repository) == repository) return;
    const auto chosen = choice_.choose(*repository, hidden.service);
    if (!chosen) return;
    const std::string winner = read_[hidden.winner.file].where(hidden.winner.node);
    result_.outcomes[*chosen].unreached.push_back(
        {hidden.service,
         "service '" + excerpt(hidden.service) + "' does not get the image '" + excerpt(hidden.image) +
             "' of " + read_[hidden.place.file].where(hidden.place.node) + ", because " + winner +
             (hidden.instead ? ", gives it '" + excerpt(*hidden.instead) + "'" : ", takes it away")});
  }

  void elsewhere(const FileElsewhere& one) {
    const std::string where = " (" + read_[one.written.file].where(one.written.node) + ")";
    result_.elsewhere.push_back(
        {one.service, one.service.empty() ? "'" + excerpt(one.file) + "' is included" + where
                                          : "service '" + excerpt(one.service) + "' extends one of '" +
                                                excerpt(one.file) + "'" + where});
  }

  // The edits of a file come in its order, because an anchor stands before its aliases.
  Expected<void> write() {
    variables_.move_to(result_.warnings);
    digests_.move_to(result_.warnings);
    for (std::size_t i = 0; i < read_.size(); ++i) {
      if (edits_[i].empty()) continue;
      auto text = with_edits(read_[i].text, read_[i].tree, edits_[i]);
      if (!text) return fail_while(read_[i].name, text.error());
      result_.files[i].text = std::move(*text);
    }
    return {};
  }

  const std::vector<ReadFile>& read_;
  ImageChoice choice_;
  Interpolated interpolated_;
  VariableValues values_;
  std::vector<std::vector<ImageEdit>> edits_;  // by file
  Warnings variables_;                         // warnings about those that were replaced
  Warnings digests_;                           // warnings about those that were dropped
  StackRewrite result_;
};

}  // namespace

Expected<StackRewrite> rewrite_images(const ComposeStack& stack, const std::vector<ImageChange>& changes,
                                      Interpolated interpolated) {
  TRY_ASSIGN(const auto read, read_stack(stack));
  TRY_ASSIGN(const auto images, stack_images(stack, read));
  return Rewriter(read, changes, interpolated).rewrite(images);
}

}  // namespace slipway
