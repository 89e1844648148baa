"""How the installation does, minute by minute: traffic, queue, disk, slow statements, and alerts on all of them."""
