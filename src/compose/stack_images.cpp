#include "compose/stack_images.hpp"

#include <algorithm>
#include <map>
#include <unordered_map>
#include <unordered_set>

#include "compose/extends.hpp"
#include "compose/stack_files.hpp"

namespace slipway {
namespace {

class StackMerger {
 public:
  StackMerger(const ComposeStack& stack, const std::vector<ReadFile>& read)
      : read_(read), files_(stack, read), extends_(read, files_) {}

  Expected<StackImages> merge() {
    for (const std::size_t file : files_.in_merge_order()) {
      for (const auto& document : read_[file].documents.documents) TRY(take(file, document));
      for (const auto& include : read_[file].documents.includes)
        if (!files_.named(file, include.file))
          result_.elsewhere.push_back({{}, std::string(include.file), {file, include.node}});
    }
    collect_images();
    collect_hidden();
    return std::move(result_);
  }

 private:
  struct Hidden {
    std::string_view service;
    PlaceInStack place;
    PlaceInStack winner;
  };

  const ComposeNode& node(PlaceInStack place) const { return read_[place.file].tree[place.node]; }

  Expected<void> take(std::size_t file, const ComposeDocument& document) {
    if (document.forgets) {
      for (const auto& [service, found] : image_of_)
        hidden_.push_back({service, found.place, {file, *document.forgets}});
      image_of_.clear();
    }
    const bool extends = std::any_of(document.services.begin(), document.services.end(),
                                     [](const auto& service) { return service.extends.has_value(); });
    const ServiceTable table = extends ? services_of(document) : ServiceTable{};
    for (const auto& service : document.services) TRY(take(file, service, table));
    return {};
  }

  Expected<void> take(std::size_t file, const ServiceEntry& service, const ServiceTable& table) {
    if (service.is_reset || service.is_override) hide(service.name, {file, service.node});
    if (service.is_reset) return {};
    if (known_.insert(service.name).second) result_.services.emplace_back(service.name);
    if (service.no_image) hide(service.name, {file, *service.no_image});
    TRY_ASSIGN(const auto found, extends_.image_of(service, file, table, result_.elsewhere));
    if (!found) return {};
    if (const auto before = image_of_.find(service.name);
        before != image_of_.end() && before->second.place != found->place)
      hide(service.name, found->place);
    image_of_[service.name] = *found;
    return {};
  }

  void hide(std::string_view service, PlaceInStack winner) {
    const auto found = image_of_.find(service);
    if (found == image_of_.end()) return;
    hidden_.push_back({service, found->second.place, winner});
    image_of_.erase(found);
  }

  void collect_images() {
    std::map<PlaceInStack, StackImage> by_place;
    for (const auto& name : result_.services)
      if (const auto found = image_of_.find(name); found != image_of_.end())
        by_place[found->second.place].users.push_back({name, std::string(found->second.extends)});
    for (auto& [place, image] : by_place) {
      image.place = place;
      image.image = image_in(node(place));
      image.also_used_by = read_[place.file].documents.other_uses.user_of(place.node);
      result_.images.push_back(std::move(image));
    }
  }

  // What took an image away may have been taken away itself: the service's image holds, or the last `!reset`.
  void collect_hidden() {
    std::unordered_map<std::string_view, PlaceInStack> last;
    for (const auto& hidden : hidden_) last[hidden.service] = hidden.winner;
    for (const auto& hidden : hidden_) {
      HiddenImage made{std::string(hidden.service), hidden.place, image_in(node(hidden.place)),
                       last[hidden.service], std::nullopt};
      if (const auto found = image_of_.find(hidden.service); found != image_of_.end()) {
        made.winner = found->second.place;
        made.instead = image_in(node(made.winner));
      }
      if (made.winner != made.place) result_.hidden.push_back(std::move(made));
    }
  }

  const std::vector<ReadFile>& read_;
  StackFiles files_;
  ExtendsResolver extends_;
  StackImages result_;
  std::unordered_set<std::string_view> known_;
  std::unordered_map<std::string_view, ImageFound> image_of_;
  std::vector<Hidden> hidden_;
};

}  // namespace

Expected<StackImages> stack_images(const ComposeStack& stack, const std::vector<ReadFile>& read) {
  return StackMerger(stack, read).merge();
}

std::string image_in(const ComposeNode& scalar) {
  if (scalar.style != ComposeNode::Style::block) return std::string(scalar.value);
  return std::string(scalar.value.substr(0, scalar.value.find_last_not_of("\r\n") + 1));
}

}  // namespace slipway
