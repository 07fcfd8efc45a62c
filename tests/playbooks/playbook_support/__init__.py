"""What the playbook tests share: the lab as an object, and a run of ansible-playbook."""
