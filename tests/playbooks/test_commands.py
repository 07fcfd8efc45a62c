"""Commands before and after a deploy, in one history: both fail on a first deploy, run, and fail on a running stack."""

from __future__ import annotations

import pytest
from playbook_support.records import manifest, steps

pytestmark = pytest.mark.usefixtures("fresh_module_stack")

V1, V2 = "2025-10-31T01:20:15Z", "2025-10-31T02:35:04Z"
VERSION = ["php", "-r", "echo 'this is ', getenv('APP_VERSION');"]
FAILS = "sh -c 'exec >&2; echo going; echo the key is $APP_KEY; exit 3'"
QUICK = {"application_force_recreate": False}


def words(text):
    """As one line, with the quotes that YAML doubles in the output."""
    return " ".join(text.split()).replace("''", "'")


def said(run):
    return words(run.output)


def files(lab):
    return {name: content for name, content in lab.state().items() if name.startswith("file stacks/")}


def app_key(lab):
    lines = (lab.stack / ".env").read_text(encoding="utf-8").splitlines()
    return next(line.removeprefix("APP_KEY=").strip('"') for line in lines if line.startswith("APP_KEY="))


@pytest.fixture(autouse=True, name="nothing_stays_behind")
def fixture_nothing_stays_behind(lab):
    yield
    assert lab.docker("ps", "--all", "--quiet", "--filter", "label=com.docker.compose.oneoff=True") == ""


def test_dry_run_says_which_commands_would_run_and_runs_none(lab, run_playbook):
    before = lab.state()
    commands = {"application_pre_deploy": [VERSION], "application_post_deploy": ["php console.php 'cache:warm up'"]}
    run = run_playbook("deploy-update.yml", {"image_tag": "v1", **commands}, check=True).succeeded()
    assert "1 command would run before the deploy, in containers of their own of service 'app'" in said(run)
    assert "1 command would run after the deploy" in said(run)
    assert lab.state() == before


def test_failing_command_before_a_first_deploy_leaves_nothing(lab, run_playbook):
    run = run_playbook("deploy-update.yml", {"image_tag": "v1", "application_pre_deploy": [FAILS]}).refused()
    assert "the command before the deploy in service 'app', sh -c" in said(run) and "failed with exit code 3; it said last: going / " in said(run)
    assert not lab.container_ids()
    assert not lab.stack.exists()


def test_commands_run_in_the_new_image_before_and_after(lab, run_playbook):
    both = {"application_pre_deploy": [VERSION, "echo 'two words'"], "application_post_deploy": [VERSION]}
    run = run_playbook("deploy-update.yml", {"image_tag": "v1", "deployment_timestamp": V1, **both}).succeeded()
    shown = words(run.stdout.split("Show what the commands said", 1)[1])
    assert shown.count("said: - this is v1") == 2 and "said: - two words" in shown
    assert "See that they have left the stack healthy" in shown
    assert [step for step in steps(lab, V1) if step[0] == "stack_run"] == 2 * [("stack_run", "changed")]

    run = run_playbook("deploy-update.yml", {"image_tag": "v1", "deployment_timestamp": V1, **both, **QUICK}).succeeded()
    assert run.changed == 2, run.output  # the commands alone
    assert lab.version() == "v1"


def test_variables_of_the_server_were_put_into_a_command_and_an_empty_one_ran_the_service(lab, run_playbook):
    commands = {"application_pre_deploy": "sh -c 'echo it is:$SLIPWAY_TEST:'", "application_post_deploy": ["", " ", []]}
    again = {"image_tag": "v1", "deployment_timestamp": V1, **commands, **QUICK}
    run = run_playbook("deploy-update.yml", again, environment={"SLIPWAY_TEST": "of the server"}).succeeded()
    assert "said: - 'it is::'" in said(run)
    assert run.changed == 1, run.output  # that command alone


def test_failing_command_before_the_deploy_touches_no_container(lab, run_playbook, container_ids):
    containers, before = container_ids(), files(lab)
    commands = {"application_pre_deploy": [VERSION, FAILS, "echo never"], "application_post_deploy": ["echo never"]}
    run = run_playbook("deploy-update.yml", {"image_tag": "v2", "deployment_timestamp": V2, **commands}).refused()
    verdict = run.verdict
    assert "said: - this is v2" in said(run)
    assert "failed with exit code 3; it said last: going / the key is ********; mend what it names, or correct the command; 1 command" in verdict
    assert "put back as they were before, and no container was touched. Live is release 2025-10-31T01-20-15Z" in verdict
    assert app_key(lab) not in run.output
    assert "- never" not in run.output
    assert container_ids() == containers
    assert files(lab) == before
    assert manifest(lab, V2)["state"] == "failed"
    assert steps(lab, V2)[-1] == ("stack_run", "failed")


def test_command_that_hangs_is_ended_and_its_container_goes(lab, run_playbook, container_ids):
    containers, before = container_ids(), files(lab)
    hangs = {"application_pre_deploy": ["sh -c 'echo waiting; exec sleep 600'"], "application_command_timeout": 3}
    run = run_playbook("deploy-update.yml", {"image_tag": "v2", **hangs}).refused()
    assert "exec sleep 600, did not end within 3 s, and was ended; it said last: waiting; see what it waits for, or raise application_command_timeout" in run.verdict
    assert container_ids() == containers
    assert files(lab) == before


def test_failing_command_after_the_deploy_rolls_back(lab, run_playbook):
    before = files(lab)
    run = run_playbook("deploy-update.yml", {"image_tag": "v2", "application_post_deploy": [VERSION, ["false"]], **QUICK}).refused()
    verdict = run.verdict
    assert "said: - this is v2" in said(run)
    assert "the command after the deploy in service 'app', false, failed with exit code 1; it printed nothing; mend" in verdict
    assert "The stack was put back as it was before, and all its services are healthy" in verdict
    assert lab.version() == "v1"
    assert files(lab) == before


def test_secrets_that_only_the_server_knows_stay_out_of_what_a_command_said(lab, run_playbook):
    secrets = lab.stack.parent.parent / "vault.yml"
    try:
        secrets.write_text('vault_redis_password: "only $here \\"x\\" \\\\"\nvault_app_key: known-here-only\n', encoding="utf-8")
        variables = {
            "application_vault_on_target": True,
            "application_vault_files": [str(secrets)],
            "application_env_plain": {"VAULT_ENCRYPTION_KEY": "plain"},
            "application_pre_deploy": ["sh -c 'echo \"$REDIS_PASSWORD and $APP_KEY\"; exit 1'"],
            "docker_registry_username": lab.registry_user,
            "docker_registry_password": lab.registry_password,
        }
        run = run_playbook("deploy-update.yml", {"image_tag": "v2", **variables}, vault=False).refused()
    finally:
        secrets.unlink()
    assert "it said last: ******** and ********; mend" in said(run)
    assert "known-here-only" not in run.output and "only $here" not in run.output
